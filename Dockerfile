# One image a subgraph, one for the payment sandbox, and one that warms routers:
#   docker build --target users .
# An image holds its own packages, its own folder and common; another subgraph's code is not in it.

FROM python:3.11-slim AS installer
# The version that ./supergraph installs.
RUN pip install --no-cache-dir uv==0.13.8
# The cache below is another file system, so hard links cannot be made; and the Python that the
# packages are installed for must be the one that runs them.
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
# The same path as where it runs: a virtual environment cannot be moved.
WORKDIR /app
COPY pyproject.toml uv.lock ./

FROM installer AS users-packages
RUN --mount=type=cache,target=/root/.cache/uv \
    uv sync --frozen --no-default-groups --group users

FROM installer AS payments-sandbox-packages
RUN --mount=type=cache,target=/root/.cache/uv \
    uv sync --frozen --no-default-groups --group payments-sandbox

FROM installer AS products-packages
RUN --mount=type=cache,target=/root/.cache/uv \
    uv sync --frozen --no-default-groups --group products

FROM installer AS orders-packages
RUN --mount=type=cache,target=/root/.cache/uv \
    uv sync --frozen --no-default-groups --group orders

FROM python:3.11-slim AS runtime
# The code belongs to root: the process can read it and not change it, nor write bytecode beside it.
# In production no kill point exists.
ENV PATH="/app/.venv/bin:$PATH" PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 SUPERGRAPH_ENV=production
# A new volume takes the owner of the folder it is mounted on.
RUN install --directory --mode=0700 --owner=10001 --group=10001 /state
WORKDIR /app
EXPOSE 8000
# A number, because Kubernetes cannot tell that a named user is not root.
USER 10001:10001
# Alive, not ready: a database that is down is not mended by restarting what asks it.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --start-interval=1s CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/health/live', timeout=2)"]

FROM runtime AS users
COPY --from=users-packages /app/.venv .venv
COPY compiled compiled
COPY subgraphs/__init__.py subgraphs/
COPY subgraphs/common subgraphs/common
COPY subgraphs/users subgraphs/users
CMD ["uvicorn", "--factory", "subgraphs.users.app:create_app", "--host", "0.0.0.0", "--port", "8000", "--no-access-log", "--timeout-graceful-shutdown", "10", "--timeout-keep-alive", "120"]

FROM runtime AS products
COPY --from=products-packages /app/.venv .venv
COPY compiled compiled
COPY subgraphs/__init__.py subgraphs/
COPY subgraphs/common subgraphs/common
COPY subgraphs/products subgraphs/products
CMD ["uvicorn", "--factory", "subgraphs.products.app:create_app", "--host", "0.0.0.0", "--port", "8000", "--no-access-log", "--timeout-graceful-shutdown", "10", "--timeout-keep-alive", "120"]

FROM runtime AS orders
COPY --from=orders-packages /app/.venv .venv
COPY compiled compiled
COPY subgraphs/__init__.py subgraphs/
COPY subgraphs/common subgraphs/common
COPY subgraphs/orders subgraphs/orders
CMD ["uvicorn", "--factory", "subgraphs.orders.app:create_app", "--host", "0.0.0.0", "--port", "8000", "--no-access-log", "--timeout-graceful-shutdown", "10", "--timeout-keep-alive", "120"]

FROM runtime AS payments-sandbox
COPY --from=payments-sandbox-packages /app/.venv .venv
COPY devstack/__init__.py devstack/
COPY devstack/payments_sandbox devstack/payments_sandbox
CMD ["uvicorn", "--factory", "devstack.payments_sandbox.app:create_app", "--host", "0.0.0.0", "--port", "8000", "--no-access-log", "--timeout-graceful-shutdown", "10", "--timeout-keep-alive", "120"]

FROM runtime AS warm
# The operations of every living client version; needs no package.
COPY devstack/__init__.py devstack/layout.py devstack/refusal.py devstack/
COPY devstack/contract/__init__.py devstack/contract/manifests.py devstack/contract/warm.py devstack/contract/
COPY router/persisted router/persisted
CMD ["python", "-m", "devstack.contract.warm"]
