"""Write a llama model of random weights with a vocabulary of bytes: a real server can serve it, and it knows nothing.

The residual stream carries one constant component, so the output matrix has a bias a token: the characters that open
and close JSON are made likely, and text that a grammar bounds ends after a few tokens.
"""

from pathlib import Path
from typing import Any

import gguf
import numpy as np

_TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
_SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
_LAYERS, _WIDTH, _HEADS, _HIDDEN = 2, 64, 4, 128
_LIKELY = {"{": 7.0, '"': 6.0, "}": 5.5, "]": 5.5, ",": 1.0, ":": 2.0, "<|im_end|>": 4.0}
_UNLIKELY = (*range(33), *range(127, 256), ord("\\"))


def _byte_characters() -> list[str]:
    """GPT-2's table: a printable character for each of the 256 bytes."""
    printable = {*range(33, 127), *range(161, 173), *range(174, 256)}
    others = iter(range(256, 512))
    return [chr(byte) if byte in printable else chr(next(others)) for byte in range(256)]


def write_tiny_model(path: Path, context: int = 32_768) -> None:
    """Write the file; the same bytes every time. `context`: how many tokens (bytes, here) a request may have."""
    random = np.random.default_rng(0)
    characters = _byte_characters()
    tokens = [*characters, characters[ord(" ")] + "t", *_SPECIAL]
    writer = gguf.GGUFWriter(str(path), "llama")
    _describe(writer, tokens, characters, context)

    def matrix(rows: int, columns: int, scale: float) -> Any:
        return (random.standard_normal((rows, columns)) * scale).astype(np.float32)

    embedding, output = matrix(len(tokens), _WIDTH, 0.3), matrix(len(tokens), _WIDTH, 0.3)
    embedding[:, 0] = 4.0
    bias = random.standard_normal(len(tokens)) * 0.3
    bias[list(_UNLIKELY)] = -8.0
    for token, value in _LIKELY.items():
        bias[tokens.index(token)] = value
    output[:, 0] = bias / 6.0
    writer.add_tensor("token_embd.weight", embedding)
    writer.add_tensor("output_norm.weight", np.ones(_WIDTH, np.float32))
    writer.add_tensor("output.weight", output)
    for layer in range(_LAYERS):
        for name in ("attn_norm", "ffn_norm"):
            writer.add_tensor(f"blk.{layer}.{name}.weight", np.ones(_WIDTH, np.float32))
        for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
            writer.add_tensor(f"blk.{layer}.{name}.weight", matrix(_WIDTH, _WIDTH, 0.02))
        for name, shape in (("gate", (_HIDDEN, _WIDTH)), ("up", (_HIDDEN, _WIDTH)), ("down", (_WIDTH, _HIDDEN))):
            writer.add_tensor(f"blk.{layer}.ffn_{name}.weight", matrix(*shape, 0.02))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _describe(writer: gguf.GGUFWriter, tokens: list[str], characters: list[str], context: int) -> None:
    kinds = [gguf.TokenType.NORMAL] * (len(tokens) - len(_SPECIAL)) + [gguf.TokenType.CONTROL] * len(_SPECIAL)
    writer.add_name("tiny-random")
    writer.add_context_length(context)
    writer.add_embedding_length(_WIDTH)
    writer.add_block_count(_LAYERS)
    writer.add_feed_forward_length(_HIDDEN)
    writer.add_head_count(_HEADS)
    writer.add_head_count_kv(_HEADS)
    writer.add_rope_dimension_count(_WIDTH // _HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(len(tokens))
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokens)
    writer.add_token_types(kinds)
    writer.add_token_merges([f"{characters[ord(' ')]} t"])
    writer.add_bos_token_id(len(tokens) - 3)
    writer.add_eos_token_id(len(tokens) - 1)
    writer.add_eot_token_id(len(tokens) - 1)
    writer.add_add_bos_token(False)
    writer.add_chat_template(_TEMPLATE)
