"""Values as a person wants to read them: previews, properties, and the variables of a frame."""
