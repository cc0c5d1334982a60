"""The explorers, one file each; `bnlab.explorers` shows the function of each file."""
