// HdrHistogram's V2 format, compressed: base64(cookie, length, zlib(header, counts)), all numbers big-endian, the
// counts as ZigZag LEB128 with runs of empty buckets as one negative number (HdrHistogram/HdrHistogram,
// EncodableHistogram and AbstractHistogram.encodeIntoByteBuffer). What is read may be hostile: every length is bounded
// before it is used.
#include "sample/base64.hpp"
#include "sample/histogram.hpp"

#include "base/assert.hpp"

#include <zlib.h>

#include <bit>
#include <memory>
#include <optional>

namespace reqbench::sample {
namespace {

constexpr std::uint32_t cookie_base = 0x1c849303, compressed_cookie_base = 0x1c849304;
constexpr std::uint32_t word_size = 0x10; ///< "V2 counts"; readers mask these bits out
constexpr std::size_t outer_header_bytes = 8, header_bytes = 40, longest_count_bytes = 9;
/// The longest counts any layout has (3 digits, 63 bits): nothing honest inflates to more.
constexpr std::size_t most_buckets = 54 * 1024;
constexpr std::size_t most_bytes = header_bytes + most_buckets * longest_count_bytes;

base::Error bad_hdr(const std::string &what) {
  return base::Error{base::ErrorKind::damaged, "reading an HDR V2 histogram: " + what};
}

template <class Number> void put(std::string &bytes, Number number) {
  for (int shift = static_cast<int>(sizeof(Number)) * 8 - 8; shift >= 0; shift -= 8)
    bytes += static_cast<char>(number >> shift & 255);
}

template <class Number> Number take(std::string_view &bytes) {
  Number number = 0;
  for (std::size_t i = 0; i < sizeof(Number); ++i)
    number = static_cast<Number>(number << 8 | static_cast<unsigned char>(bytes[i]));
  bytes.remove_prefix(sizeof(Number));
  return number;
}

void put_count(std::string &bytes, std::int64_t count) {
  auto rest = static_cast<std::uint64_t>(count) << 1 ^ static_cast<std::uint64_t>(count >> 63);
  for (std::size_t i = 0; i + 1 < longest_count_bytes && rest > 127; ++i, rest >>= 7)
    bytes += static_cast<char>(rest | 128);
  bytes += static_cast<char>(rest); // the ninth byte carries 8 bits
}

void put_empty(std::string &bytes, std::size_t buckets) {
  if (buckets > 0) put_count(bytes, buckets == 1 ? 0 : -static_cast<std::int64_t>(buckets));
}

std::optional<std::int64_t> take_count(std::string_view &bytes) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < longest_count_bytes; ++i) {
    if (bytes.empty()) return std::nullopt;
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    const bool ninth = i + 1 == longest_count_bytes;
    number |= static_cast<std::uint64_t>(ninth ? byte : byte & 127) << (7 * i);
    if (byte < 128) break;
  }
  return static_cast<std::int64_t>(number >> 1) ^ -static_cast<std::int64_t>(number & 1);
}

std::string deflate_all(std::string_view bytes) {
  uLongf size = compressBound(bytes.size());
  std::string out(size, '\0');
  const int code = compress2(reinterpret_cast<Bytef *>(out.data()), &size,
                             reinterpret_cast<const Bytef *>(bytes.data()), bytes.size(), Z_BEST_COMPRESSION);
  REQBENCH_ASSERT(code == Z_OK, "zlib compresses into a buffer of the size it asked for");
  out.resize(size);
  return out;
}

/// The whole of `bytes` inflated; nothing when it is no zlib stream or becomes larger than any histogram.
std::optional<std::string> inflate_all(std::string_view bytes) {
  // Most need some KiB of it; to clear it all would take longer than to inflate them.
  const auto out = std::make_unique_for_overwrite<Bytef[]>(most_bytes);
  uLongf size = most_bytes;
  uLong used = bytes.size();
  const int code = uncompress2(out.get(), &size, reinterpret_cast<const Bytef *>(bytes.data()), &used);
  if (code != Z_OK || used != bytes.size()) return std::nullopt;
  return std::string{reinterpret_cast<const char *>(out.get()), size};
}

struct Header {
  std::uint32_t cookie, counts_bytes, normalizing_offset, digits;
  std::uint64_t lowest, highest, conversion_ratio;
};

Header take_header(std::string_view &bytes) {
  Header header{};
  for (auto *field : {&header.cookie, &header.counts_bytes, &header.normalizing_offset, &header.digits})
    *field = take<std::uint32_t>(bytes);
  for (auto *field : {&header.lowest, &header.highest, &header.conversion_ratio}) *field = take<std::uint64_t>(bytes);
  return header;
}

base::Status check(const Header &header, std::size_t counts_bytes) {
  if ((header.cookie & ~0xf0u) != cookie_base) return bad_hdr("the inner cookie is not V2's");
  if (header.counts_bytes != counts_bytes) return bad_hdr("its length disagrees with its header");
  if (header.normalizing_offset != 0) return bad_hdr("a shifted histogram is not supported");
  if (header.digits != 2 && header.digits != 3) return bad_hdr("only 2 or 3 significant digits are supported");
  if (header.lowest > 1) return bad_hdr("only a lowest discernible value of 1 is supported");
  if (header.highest < 2 || header.highest > static_cast<std::uint64_t>(base::Nanoseconds::max().count()))
    return bad_hdr("its highest value is out of range");
  return {};
}

/// The zlib stream inside, after the outer header was checked.
base::Result<std::string> unwrap(std::string_view base64) {
  // Deflate cannot make bytes of noise much longer, so a longer text is not a histogram either.
  if (base64.size() > 2 * most_bytes) return bad_hdr("it is too long");
  const auto outer = base64_decode(base64);
  if (!outer) return bad_hdr("it is not base64");
  std::string_view rest = *outer;
  if (rest.size() < outer_header_bytes) return bad_hdr("it ends within its header");
  if ((take<std::uint32_t>(rest) & ~0xf0u) != compressed_cookie_base) return bad_hdr("the cookie is not V2's");
  if (take<std::uint32_t>(rest) != rest.size()) return bad_hdr("its length disagrees with its header");
  auto inner = inflate_all(rest);
  if (!inner || inner->size() < header_bytes) return bad_hdr("its zlib stream is broken or too long");
  return *std::move(inner);
}

} // namespace

std::string Histogram::hdr_v2() const {
  std::string counts;
  std::size_t next = 0;
  for (const auto [index, count] : filled()) {
    put_empty(counts, index - next);
    put_count(counts, static_cast<std::int64_t>(count));
    next = index + 1;
  }
  put_empty(counts, std::max<std::size_t>(end_index(), 1) - next); // an empty one is written as one empty bucket
  std::string bytes;
  put(bytes, cookie_base | word_size);
  put(bytes, static_cast<std::uint32_t>(counts.size()));
  put(bytes, std::uint32_t{0}); // normalizing index offset
  put(bytes, static_cast<std::uint32_t>(layout_.precision()));
  put(bytes, std::uint64_t{1}); // lowest discernible value
  put(bytes, layout_.highest());
  put(bytes, std::bit_cast<std::uint64_t>(1.0)); // integer to double conversion ratio
  const std::string compressed = deflate_all(bytes + counts);
  std::string outer;
  put(outer, compressed_cookie_base | word_size);
  put(outer, static_cast<std::uint32_t>(compressed.size()));
  return base64_encode(outer + compressed);
}

base::Result<Histogram> Histogram::from_hdr_v2(std::string_view base64) {
  const auto inner = unwrap(base64);
  if (!inner) return inner.error();
  std::string_view rest = *inner;
  const Header header = take_header(rest);
  if (auto checked = check(header, rest.size()); !checked) return std::move(checked).error();

  Histogram histogram{static_cast<Precision>(header.digits),
                      base::Nanoseconds{static_cast<std::int64_t>(header.highest)}};
  const HistogramLayout &layout = histogram.layout_;
  const std::uint64_t end = layout.index_of(layout.highest()) + 1;
  std::string packed;
  BucketPacker packer{packed};
  std::uint64_t last = 0; // that is filled
  for (std::uint64_t index = 0; !rest.empty();) {
    const auto read = take_count(rest);
    if (!read) return bad_hdr("it ends within a count");
    // Below 0: so many empty buckets. Two's complement, so that the least number has an opposite.
    const std::uint64_t count = *read > 0 ? static_cast<std::uint64_t>(*read) : 0;
    const std::uint64_t width = *read < 0 ? 0 - static_cast<std::uint64_t>(*read) : 1;
    if (width > end - index) return bad_hdr("it has more buckets than its range");
    if (count > ~histogram.count_) return bad_hdr("its counts overflow");
    if (count > 0) {
      packer.append({index, count});
      if (histogram.count_ == 0) histogram.min_ = layout.low(index);
      histogram.count_ += count;
      last = index;
    }
    index += width;
  }
  if (histogram.count_ > 0) histogram.max_ = std::min(layout.high(last), layout.highest());
  histogram.set_packed(std::move(packed));
  return histogram;
}

} // namespace reqbench::sample
