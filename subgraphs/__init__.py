"""The three subgraphs of the shop and what they share."""
