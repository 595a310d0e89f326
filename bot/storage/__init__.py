"""TABLES and the functions that read and write them. One file an area; every table's key begins with the town."""
