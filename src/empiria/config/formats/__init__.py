"""How dates are written, on pages and in messages: where Django's own way is another country's, or lacks a comma."""
