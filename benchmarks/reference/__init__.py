"""The reference pages, written from the code that they describe.

In: the command's tree, schemas, figures, components, handlers, rules, experiments. Out: the text of
each page under `docs/reference/`. `python -m benchmarks.reference` writes them (`make reference`);
with `--check` it only compares, with exit code 1 and the lines where a page says something else.
"""
