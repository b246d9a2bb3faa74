# cpp_server(name SOURCES …): the server `name` out of main.cpp, its sources and what the C++ servers share, and with
# -DCPP_TESTS=ON the target <name>_unit_tests: the handlers' tests and the rules of requests, linked with the very objects
# that serve. -DCPP_SANITIZE: see sanitize.cmake; -DCPP_FUZZ=ON gives request_fuzz.
include_guard()
include(${CMAKE_CURRENT_LIST_DIR}/sanitize.cmake)

option(CPP_FUZZ "offer the fuzz target request_fuzz (clang)" OFF)
option(CPP_TESTS "offer the unit tests (needs GoogleTest)" OFF)
set(cpp_common ${CMAKE_CURRENT_LIST_DIR})
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_FLAGS_RELEASE "-O3 -DNDEBUG")
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  set(CMAKE_INTERPROCEDURAL_OPTIMIZATION ON)
endif()

find_package(Boost 1.81 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(Threads REQUIRED)
find_package(ZLIB REQUIRED)

function(cpp_server name)
  cmake_parse_arguments(S "" "" "SOURCES" ${ARGN})
  # Beast asserts, wrongly, that a last chunk comes with at least five bytes; asserts of our own there are none.
  add_compile_definitions(BOOST_DISABLE_ASSERTS)
  add_compile_options(-Wall -Wextra -Wconversion -Wshadow -Werror)
  if(CPP_FUZZ)
    add_compile_options(-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -g -O1)
    add_link_options(-fsanitize=address,undefined)
  endif()

  set(shared answers body connection_base json_object order plaintext program query request_parser router routes routing
    server target upload worker)
  list(TRANSFORM shared PREPEND ${cpp_common}/)
  list(TRANSFORM shared APPEND .cpp)
  add_library(${name}_parts OBJECT ${shared} ${S_SOURCES})
  target_include_directories(${name}_parts PUBLIC ${CMAKE_CURRENT_SOURCE_DIR} ${cpp_common})
  target_link_libraries(${name}_parts PUBLIC Boost::headers nlohmann_json::nlohmann_json Threads::Threads ZLIB::ZLIB)
  # Most of a file's compile time is spent reading Beast's, Asio's and nlohmann's headers.
  set_target_properties(${name}_parts PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 12)

  add_executable(${name} main.cpp)
  target_link_libraries(${name} PRIVATE ${name}_parts)

  if(CPP_FUZZ)
    add_executable(request_fuzz ${cpp_common}/request_fuzz.cpp)
    target_link_libraries(request_fuzz PRIVATE ${name}_parts)
    target_link_options(request_fuzz PRIVATE -fsanitize=fuzzer)
  endif()

  if(CPP_TESTS)
    find_package(GTest REQUIRED)
    # Built when asked for: scripts/setup builds what serves.
    add_executable(${name}_unit_tests EXCLUDE_FROM_ALL ${cpp_common}/order_test.cpp ${cpp_common}/json_object_test.cpp
      ${cpp_common}/routing_test.cpp ${cpp_common}/patience_test.cpp ${cpp_common}/program_test.cpp
      ${cpp_common}/framing_test.cpp service_made.cpp)
    set_target_properties(${name}_unit_tests PROPERTIES INTERPROCEDURAL_OPTIMIZATION OFF UNITY_BUILD ON)
    target_compile_options(${name}_unit_tests PRIVATE -O0) # they wait more than they compute
    target_link_libraries(${name}_unit_tests PRIVATE ${name}_parts GTest::gtest_main)
  endif()
endfunction()
