"""`python -m imr_llm` is `imr-llm`."""

from imr_llm.cli import main

if __name__ == "__main__":
    main()
