"""Pure: domain values in, Block Kit out; all words people read."""
