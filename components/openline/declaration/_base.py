"""What every part of a declaration is: frozen, and nothing in it that the format does not know."""

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """Frozen; unknown keys are errors; what is read back is what was written."""

    model_config = ConfigDict(frozen=True, extra="forbid")
