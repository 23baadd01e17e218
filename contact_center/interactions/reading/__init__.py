"""What other rooms may read about work: frozen rows, one file for each question.

All take a `Reader` of one snapshot, so that what a page shows and the log position it carries agree.
"""
