# bench_test(name LABEL … [WAITS] SOURCES … [DEPENDS …] [TIMEOUT …] [SUITES …]): a test that crosses folders; its sources lie in
# bench/tests, DEPENDS names modules; all but unit tests may run the reqbench binary. A test that calls GTEST_SKIP()
# counts as skipped, never as passed. Each TEST runs in a process of its own; a suite named by SUITES runs in one, because
# its tests share an expensive beginning, and counts as skipped when all of its tests are.

if(REQBENCH_TESTS)
  find_package(GTest REQUIRED)
  find_package(benchmark REQUIRED)
  include(GoogleTest)
endif()

# Where one test's load is another one's noise, tests run alone. scripts/dev lets ctest run two jobs a processor, and a
# test counts as two; but one that mostly waits, for time limits that must pass, counts as one (WAITS).
set(labels_that_run_alone truth end_to_end)

# tests_<label> builds what scripts/dev runs when only some labels are asked for.
foreach(label unit truth fault golden conformance end_to_end terminal document)
  add_custom_target(tests_${label})
endforeach()

function(reqbench_gtest target label)
  cmake_parse_arguments(G "WAITS" "TIMEOUT;PREFIX" "SOURCES;SUITES" ${ARGN})
  add_executable(${target} ${G_SOURCES})
  add_dependencies(tests_${label} ${target})
  target_link_libraries(${target} PRIVATE reqbench_options reqbench_test_options GTest::gtest GTest::gmock
    GTest::gtest_main)
  target_link_options(${target} PRIVATE ${lto_refuse})
  target_compile_definitions(${target} PRIVATE REQBENCH_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
    REQBENCH_BINARY_DIR="${CMAKE_BINARY_DIR}")
  set(alone FALSE)
  if(label IN_LIST labels_that_run_alone)
    set(alone TRUE)
  endif()
  set(share 2)
  if(G_WAITS)
    set(share 1)
  endif()
  set(properties LABELS ${label} TIMEOUT ${G_TIMEOUT} RUN_SERIAL ${alone} PROCESSORS ${share})
  foreach(suite IN LISTS G_SUITES)
    add_test(NAME ${G_PREFIX}.${suite} COMMAND ${target} --gtest_filter=${suite}.*)
    set_tests_properties(${G_PREFIX}.${suite} PROPERTIES ${properties}
      SKIP_REGULAR_EXPRESSION "\\[  PASSED  \\] 0 tests\\.[\r\n]+\\[  SKIPPED \\]")
  endforeach()
  list(TRANSFORM G_SUITES APPEND ".*")
  list(JOIN G_SUITES ":" in_one_process)
  gtest_discover_tests(${target} TEST_PREFIX "${G_PREFIX}." TEST_FILTER "-${in_one_process}" DISCOVERY_TIMEOUT 60
    NO_PRETTY_VALUES PROPERTIES ${properties} SKIP_REGULAR_EXPRESSION "\\[  SKIPPED \\]")
endfunction()

function(bench_test name)
  if(NOT REQBENCH_TESTS)
    return()
  endif()
  cmake_parse_arguments(T "WAITS" "LABEL;TIMEOUT" "SOURCES;DEPENDS;SUITES" ${ARGN})
  if(T_UNPARSED_ARGUMENTS OR NOT T_LABEL OR NOT T_SOURCES)
    message(FATAL_ERROR "bench_test(${name}): needs LABEL and SOURCES; what is '${T_UNPARSED_ARGUMENTS}'?")
  endif()
  if(NOT T_TIMEOUT)
    set(T_TIMEOUT 120)
  endif()
  list(TRANSFORM T_SOURCES PREPEND tests/)
  list(TRANSFORM T_DEPENDS PREPEND reqbench_)
  set(waits)
  if(T_WAITS)
    set(waits WAITS)
  endif()
  reqbench_gtest(${name} ${T_LABEL} ${waits} TIMEOUT ${T_TIMEOUT} PREFIX tests SOURCES ${T_SOURCES} SUITES ${T_SUITES})
  target_link_libraries(${name} PRIVATE ${T_DEPENDS})
  if(TARGET reqbench AND NOT T_LABEL STREQUAL "unit")
    add_dependencies(${name} reqbench)
  endif()
endfunction()

# server_tests(manifest …): one test for each server that brings tests of its own, by the "test" commands of its server.json.
# They mostly wait, for time limits of connections, so they may run beside others.
function(server_tests)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${ARGN})
  foreach(manifest IN LISTS ARGN)
    cmake_path(GET manifest PARENT_PATH folder)
    cmake_path(GET folder FILENAME server)
    file(READ ${manifest} text)
    string(JSON commands ERROR_VARIABLE none LENGTH "${text}" test)
    if(none OR commands EQUAL 0)
      continue()
    endif()
    add_test(NAME servers.${server} COMMAND python3 ${CMAKE_SOURCE_DIR}/scripts/test_server.py ${server})
    set_tests_properties(servers.${server} PROPERTIES LABELS conformance SKIP_RETURN_CODE 77 TIMEOUT 300)
  endforeach()
endfunction()
