"""Pages for people: templates that escape all text, links that are only ours, http, https or mailto."""

from api.pages.listing import list_page
from api.pages.render import answer_page, catalogue_page, entity_page, home_page, ontology_page

__all__ = ["answer_page", "catalogue_page", "entity_page", "home_page", "list_page", "ontology_page"]
