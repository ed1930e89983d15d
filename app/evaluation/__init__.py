"""How well extraction does on documents that people have annotated.

GoldDocument ─┐
              ├──compare──▶ Figures of one document ──add──▶ Figures of all
Extraction  ──┘
"""

from app.evaluation.compare import compare
from app.evaluation.figures import FIELDS, SHARES, Figures
from app.evaluation.gold import BadGold, GoldDocument, read_gold

__all__ = ["FIELDS", "SHARES", "BadGold", "Figures", "GoldDocument", "compare", "read_gold"]
