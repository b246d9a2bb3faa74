module reqbench/servers/go_nethttp

go 1.25.0
