"""Train the Spanish embedding model from local clones of public sources; see ``docs/embedding-model.md``.

``python -m training --clones DIR --out DIR`` reads the sources that ``sources.yaml`` declares, at their commits, and
writes the model's folder. Nothing here is needed at run time: ``search`` loads the folder and never imports this.
"""
