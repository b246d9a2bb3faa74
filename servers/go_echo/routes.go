// Which path is answered by which function; what everything else gets, 404 or 405 with Allow, is in errorAnswer.
package main

import (
	"log/slog"
	"net/http"
	"os"

	"github.com/labstack/echo/v5"
	"github.com/labstack/echo/v5/middleware"
)

func routes() *echo.Echo {
	router := echo.NewWithConfig(echo.Config{
		Router:           echo.NewRouter(echo.RouterConfig{UnescapePathParamValues: true}),
		HTTPErrorHandler: errorAnswer,
		Logger:           slog.New(slog.NewTextHandler(os.Stderr, nil)), // standard output is for the ready line
	})
	router.Use(middleware.Recover(), limitBody())
	get(router, "/plaintext", plaintext)
	get(router, "/json", jsonObject)
	post(router, "/order", order)
	post(router, "/upload", upload)
	routing(router)
	return router
}

// echo answers HEAD only where it was told to; net/http takes the body away.
func get(router *echo.Echo, path string, handler echo.HandlerFunc) {
	router.Match([]string{http.MethodGet, http.MethodHead}, path, handler)
}

func post(router *echo.Echo, path string, handler echo.HandlerFunc) {
	router.POST(path, handler)
}
