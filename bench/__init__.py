"""How fast Anker is, measured beside bare Bolt in one run on the same machine. Nothing imports this but its test."""
