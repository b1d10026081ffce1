"""The proof: whatever dies, whenever, money and stock move once per key. See docs/proof.md."""
