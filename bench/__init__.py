"""What the running stack costs: `./supergraph bench`. A benchmark, never a test."""
