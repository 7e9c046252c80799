"""Documents on A4: attendance sheets and certificates, composed of the primitives of ``paper``."""
