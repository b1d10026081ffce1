import { createBrowserRouter, type RouteObject } from 'react-router'
import { CartPage } from '../cart/CartPage'
import { BrowsePage } from '../catalogue/BrowsePage'
import { CheckoutPage } from '../checkout/CheckoutPage'
import { OrderPage } from '../orders/OrderPage'
import { OrdersPage } from '../orders/OrdersPage'
import { ProductPage } from '../product/ProductPage'
import { AccountPage } from '../session/AccountPage'
import { RegisterPage } from '../session/RegisterPage'
import { RequireSession } from '../session/RequireSession'
import { SignInPage } from '../session/SignInPage'
import { CrashPage } from './CrashPage'
import { Layout } from './Layout'
import { NotFoundPage } from './NotFoundPage'

const own = (page: React.ReactNode) => <RequireSession>{page}</RequireSession>

const PAGES: RouteObject[] = [
  { index: true, element: <BrowsePage /> },
  { path: 'c/:slug', element: <BrowsePage /> },
  { path: 'p/:slug', element: <ProductPage /> },
  { path: 'sign-in', element: <SignInPage /> },
  { path: 'register', element: <RegisterPage /> },
  { path: 'cart', element: own(<CartPage />) },
  { path: 'checkout', element: own(<CheckoutPage />) },
  { path: 'orders', element: own(<OrdersPage />) },
  { path: 'orders/:id', element: own(<OrderPage />) },
  { path: 'account', element: own(<AccountPage />) },
  { path: '*', element: <NotFoundPage /> },
]

/** The pages of the shop. */
export const createRouter = () =>
  createBrowserRouter([
    { element: <Layout />, children: [{ errorElement: <CrashPage />, children: PAGES }] },
  ])
