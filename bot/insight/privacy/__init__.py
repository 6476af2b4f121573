"""What may be told of people: nothing about fewer than five, neither by subtracting nor by choosing."""
