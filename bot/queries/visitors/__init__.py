"""What the pages read about whoever looks at them."""
