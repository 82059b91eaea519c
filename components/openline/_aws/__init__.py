"""Small builders that the components are made of: names, tags, policies, groups of resources.

In: a `Site` (parent, name, region, tags) and plain values or outputs. Out: pulumi-aws resources,
children of the site's component. Private: only the components import it.
"""
