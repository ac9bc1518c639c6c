"""The ground floor: texts and places in them, paths, words and errors; knows nothing else of this program."""
