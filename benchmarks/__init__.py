"""What the assistant costs, as ratios to two rivals in the same run: ``make benchmark`` (docs/speed.md)."""
