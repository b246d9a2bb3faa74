// Asio's types as the servers use them.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace cpp_common {

// The concrete executor instead of any_io_executor: no type erasure around every operation.
using Executor = boost::asio::io_context::executor_type;
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;
template <class T> using Task = boost::asio::awaitable<T, Executor>;
/// An operation's error code is part of its result: a peer that leaves is no exception.
constexpr auto completion = boost::asio::as_tuple(boost::asio::use_awaitable_t<Executor>{});

} // namespace cpp_common
