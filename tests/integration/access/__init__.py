"""Who gets in where: every route there is, asked by everybody there is."""
