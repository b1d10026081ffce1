"""The same slice of the shop, written the usual way for other servers, measured beside ours."""
