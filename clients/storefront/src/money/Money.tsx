import { formatMoney, type MoneyValue } from './money'

/** An amount of money in the reader's notation. */
export function Money({ value }: { value: MoneyValue }) {
  return (
    <data className="money" value={value.amount}>
      {formatMoney(value)}
    </data>
  )
}
