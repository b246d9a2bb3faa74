# What the C++ servers share. A folder without server.json is no server; each server's CMakeLists.txt includes this
# file, so that every server still builds by itself, with nothing of bench/.
#
#   SERVER_TESTS      the unit tests (needs GoogleTest)
#   SERVER_SANITIZE   address+undefined or thread
#   SERVER_FUZZ       the fuzz targets (needs clang)

option(SERVER_TESTS "build the unit tests (needs GoogleTest)" OFF)
option(SERVER_FUZZ "build the fuzz targets (needs clang)" OFF)
set(SERVER_SANITIZE "" CACHE STRING "address+undefined, thread or empty")

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

add_library(server_options INTERFACE)
target_include_directories(server_options INTERFACE ${CMAKE_CURRENT_LIST_DIR})
target_compile_options(server_options INTERFACE -Wall -Wextra -Wconversion -Wshadow -Werror)
target_link_libraries(server_options INTERFACE Boost::headers nlohmann_json::nlohmann_json Threads::Threads ZLIB::ZLIB)
set(instrument)
if(SERVER_SANITIZE STREQUAL "address+undefined")
  set(instrument -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -g1)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    list(APPEND instrument -Wno-maybe-uninitialized) # false alarms in the standard library between instrumented lines
  endif()
elseif(SERVER_SANITIZE STREQUAL "thread")
  set(instrument -fsanitize=thread -g1)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    list(APPEND instrument -Wno-tsan) # Asio's fences, which gcc's thread sanitizer does not follow
  endif()
elseif(SERVER_SANITIZE)
  message(FATAL_ERROR "SERVER_SANITIZE is '${SERVER_SANITIZE}'; it takes address+undefined or thread")
endif()
if(SERVER_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "SERVER_FUZZ needs clang; add -DCMAKE_CXX_COMPILER=clang++-16")
  endif()
  set(instrument -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -g -O1)
endif()
target_compile_options(server_options INTERFACE ${instrument})
target_link_options(server_options INTERFACE ${instrument})

# Each server brings json_text.cpp itself.
set(common_sources answers body json_object order percent plaintext query request_parser router routes routing target
    upload arguments program server watched worker)
list(TRANSFORM common_sources REPLACE "(.+)" "${CMAKE_CURRENT_LIST_DIR}/\\1.cpp")
add_library(server_common OBJECT ${common_sources})
target_link_libraries(server_common PUBLIC server_options)

# The tests that every server passes, and its own.
set(common_tests framing_test json_object_test limits_test order_test target_test test_server workloads_test)
list(TRANSFORM common_tests REPLACE "(.+)" "${CMAKE_CURRENT_LIST_DIR}/\\1.cpp")
function(server_tests)
  if(NOT SERVER_TESTS)
    return()
  endif()
  find_package(GTest REQUIRED)
  add_executable(${PROJECT_NAME}_unit_tests ${common_tests} ${ARGN})
  target_link_libraries(${PROJECT_NAME}_unit_tests PRIVATE ${PROJECT_NAME}_lib server_common GTest::gtest_main)
  add_test(NAME ${PROJECT_NAME}_unit_tests COMMAND ${PROJECT_NAME}_unit_tests)
endfunction()
