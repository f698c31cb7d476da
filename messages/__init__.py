"""What a person sees: domain values in, cards, charts and documents out."""
