# bench_test(name LABEL … SOURCES … [DEPENDS …] [TIMEOUT …]): a test that crosses folders; its sources lie in
# bench/tests, DEPENDS names modules; all but unit tests may run the reqbench binary. A test that calls GTEST_SKIP() counts as skipped, never as passed.

if(REQBENCH_TESTS)
  find_package(GTest REQUIRED)
  find_package(benchmark REQUIRED)
  include(GoogleTest)
endif()

# Where one test's load is another one's noise, tests run alone.
set(labels_that_run_alone truth conformance end_to_end)

# tests_<label> builds what scripts/dev runs when only some labels are asked for.
foreach(label unit truth fault golden conformance end_to_end document)
  add_custom_target(tests_${label})
endforeach()

function(reqbench_gtest target label timeout prefix)
  add_executable(${target} ${ARGN})
  add_dependencies(tests_${label} ${target})
  target_link_libraries(${target} PRIVATE reqbench_options GTest::gtest GTest::gmock GTest::gtest_main)
  target_compile_options(${target} PRIVATE ${quick_compile})
  target_link_options(${target} PRIVATE ${lto_refuse})
  share_headers(${target} tests <gmock/gmock.h> <gtest/gtest.h>)
  target_compile_definitions(${target} PRIVATE REQBENCH_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
    REQBENCH_BINARY_DIR="${CMAKE_BINARY_DIR}")
  set(alone FALSE)
  if(label IN_LIST labels_that_run_alone)
    set(alone TRUE)
  endif()
  gtest_discover_tests(${target} TEST_PREFIX "${prefix}." DISCOVERY_TIMEOUT 60 NO_PRETTY_VALUES
    PROPERTIES LABELS ${label} TIMEOUT ${timeout} RUN_SERIAL ${alone} SKIP_REGULAR_EXPRESSION "\\[  SKIPPED \\]")
endfunction()

function(bench_test name)
  if(NOT REQBENCH_TESTS)
    return()
  endif()
  cmake_parse_arguments(T "" "LABEL;TIMEOUT" "SOURCES;DEPENDS" ${ARGN})
  if(T_UNPARSED_ARGUMENTS OR NOT T_LABEL OR NOT T_SOURCES)
    message(FATAL_ERROR "bench_test(${name}): needs LABEL and SOURCES; what is '${T_UNPARSED_ARGUMENTS}'?")
  endif()
  if(NOT T_TIMEOUT)
    set(T_TIMEOUT 120)
  endif()
  list(TRANSFORM T_SOURCES PREPEND tests/)
  list(TRANSFORM T_DEPENDS PREPEND reqbench_)
  reqbench_gtest(${name} ${T_LABEL} ${T_TIMEOUT} tests ${T_SOURCES})
  target_link_libraries(${name} PRIVATE ${T_DEPENDS})
  if(TARGET reqbench AND NOT T_LABEL STREQUAL "unit")
    add_dependencies(${name} reqbench)
  endif()
endfunction()
