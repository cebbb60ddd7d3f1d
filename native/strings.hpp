// One code for each different string of a column.
//
// Layout: strings as Arrow keeps them: one run of bytes, and where each string starts (a column
// may come in several such chunks). Codes count up in order of first appearance; `first` says in
// which row each code appeared first. Invariant: two strings share a code if and only if their
// bytes are equal: a hash only says where to look. Cost: one probe of an open table a row; a
// string of up to eight bytes is compared as one word, so ten million rows with few levels take
// about 40 ms.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "memory.hpp"

namespace mutually {

class StringCodes {
  public:
    StringCodes() : slots_(1024), mask_(slots_.size() - 1) {}

    // Codes of one chunk of n strings; offsets has n + 1 entries into `bytes`, of which `size` may
    // be read.
    template <class Offset>
    void add(const Offset* offsets, std::size_t n, const char* bytes, std::size_t size,
             std::uint32_t* codes) {
        for (std::size_t i = 0; i < n; ++i) {
            const auto begin = static_cast<std::size_t>(offsets[i]);
            const auto length = static_cast<std::size_t>(offsets[i + 1]) - begin;
            const char* text = bytes + begin;
            const std::uint64_t word = first_word(text, length, size - begin);
            // Nearly all rows find their string at its first place; the rest take the long way.
            const Slot& likely = slots_[hash(word, text, length) & mask_];
            const bool hit = likely.word == word && likely.length == length &&
                             likely.code != kEmpty && same_rest(likely.text, text, length);
            codes[i] =
                hit ? likely.code : find(word, text, length, rows_ + static_cast<std::int64_t>(i));
        }
        rows_ += static_cast<std::int64_t>(n);
    }

    std::vector<std::int64_t> first;

  private:
    struct Slot {
        std::uint64_t word = 0;  // the first eight bytes, zeros behind a shorter string
        const char* text = nullptr;
        std::uint64_t length = 0;
        std::uint32_t code = kEmpty;
    };
    static constexpr std::uint32_t kEmpty = 0xffffffffu;

    // Eight bytes at once where they may be read; those behind the string are cut off.
    static std::uint64_t first_word(const char* text, std::size_t length, std::size_t readable) {
        std::uint64_t word = 0;
        if (readable >= 8) {
            std::memcpy(&word, text, 8);
            // Little-endian: the string's own bytes are the low ones.
            if (length < 8) word &= (std::uint64_t{1} << (8 * length)) - 1;
        } else if (length > 0) {
            std::memcpy(&word, text, std::min<std::size_t>(length, 8));
        }
        return word;
    }

    // Both halves of each product are folded in: names often differ in their last bytes alone,
    // which are the high ones of a word.
    static std::uint64_t mix(std::uint64_t h) {
        h ^= h >> 32;
        h *= 0x9e3779b97f4a7c15u;
        h ^= h >> 29;
        h *= 0xbf58476d1ce4e5b9u;
        return h ^ (h >> 32);
    }

    // Whether two strings of one length and first word are equal behind it.
    static bool same_rest(const char* one, const char* other, std::size_t length) {
        return length <= 8 || std::memcmp(one + 8, other + 8, length - 8) == 0;
    }

    static std::uint64_t hash(std::uint64_t word, const char* text, std::size_t length) {
        std::uint64_t h = mix(word + length);
        for (std::size_t at = 8; at < length; at += 8) {
            std::uint64_t part = 0;
            std::memcpy(&part, text + at, std::min<std::size_t>(8, length - at));
            h = mix(h ^ part);
        }
        return h;
    }

    std::uint32_t find(std::uint64_t word, const char* text, std::size_t length, std::int64_t row) {
        for (std::size_t at = hash(word, text, length) & mask_;; at = (at + 1) & mask_) {
            Slot& slot = slots_[at];
            if (slot.code == kEmpty) {
                const auto code = static_cast<std::uint32_t>(first.size());
                slot = {word, text, length, code};
                first.push_back(row);
                if (2 * first.size() > slots_.size()) grow();
                return code;
            }
            if (slot.word == word && slot.length == length && same_rest(slot.text, text, length)) {
                return slot.code;
            }
        }
    }

    void grow() {
        std::vector<Slot> old(2 * slots_.size());
        old.swap(slots_);
        mask_ = slots_.size() - 1;
        for (const Slot& slot : old) {
            if (slot.code == kEmpty) continue;
            std::size_t at = hash(slot.word, slot.text, slot.length) & mask_;
            while (slots_[at].code != kEmpty) at = (at + 1) & mask_;
            slots_[at] = slot;
        }
    }

    std::vector<Slot> slots_;
    std::size_t mask_;
    std::int64_t rows_ = 0;
};

}  // namespace mutually
