import { Link } from 'react-router'
import type { ProductPageQuery } from '../generated/graph'

type Product = NonNullable<ProductPageQuery['product']>

/** What is known of a product: its attributes, its weight and its tags. */
export function Details({ product }: { product: Product }) {
  const rows = [...attributeRows(product.attributes), ...weightRow(product.weightGrams)]
  return (
    <section className="details" aria-labelledby="details">
      <h2 id="details">Details</h2>
      <dl>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <div>
          <dt>Article</dt>
          <dd>{product.sku}</dd>
        </div>
      </dl>
      {product.tags.length > 0 && (
        <ul className="tags" aria-label="Tags">
          {product.tags.map((tag) => (
            <li key={tag}>
              <Link className="tag" to={`/?${new URLSearchParams({ tag })}`}>
                {tag}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

const UNITS: Readonly<Record<string, string>> = {
  cm: 'cm',
  mm: 'mm',
  m: 'm',
  ml: 'ml',
  l: 'l',
  g: 'g',
  kg: 'kg',
  w: 'W',
  h: 'h',
  v: 'V',
  lm: 'lm',
  gsm: 'g/m²',
  hz: 'Hz',
  inch: 'in',
}

function attributeRows(attributes: unknown): [string, string][] {
  if (typeof attributes !== 'object' || attributes === null) return []
  return Object.entries(attributes).map(([name, value]) => {
    const words = name.split('_')
    // The shop's attributes carry their unit as the last word: `capacity_ml`.
    const unit = words.length > 1 ? UNITS[words.at(-1)!] : undefined
    return [sentence((unit ? words.slice(0, -1) : words).join(' ')), valueWords(value, unit)]
  })
}

function valueWords(value: unknown, unit: string | undefined): string {
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  const text = Array.isArray(value)
    ? value.join(', ')
    : String(value).replace(/(\d)x(?=\d)/g, '$1 × ')
  return unit ? `${text} ${unit}` : text
}

function weightRow(grams: number | null): [string, string][] {
  if (grams === null) return []
  const kilograms = { style: 'unit', unit: 'kilogram' } as const
  const weight =
    grams < 1_000 ? `${grams} g` : new Intl.NumberFormat(undefined, kilograms).format(grams / 1_000)
  return [['Weight', weight]]
}

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
