"""Pages that one can hand on: a self-contained HTML file of one or several results.

    puncta report RESULT.h5 … -o report.html

The parts are made to be used again: `page.page` is the skeleton, `table.table` a table, `figure.figure` a
Matplotlib figure as SVG, `comparison.comparison` several results beside each other, `output.write` the file.
"""
