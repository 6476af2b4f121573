"""What `bench_scale` is made of: times measured here, and a day played with them."""
