"""Figures for managers: what each case contributed to which day, kept as daily sums that can be rebuilt."""
