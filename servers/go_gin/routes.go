// Which path is answered by which function, and what everything else gets: 404, or 405 with Allow.
package main

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

func routes() http.Handler {
	gin.SetMode(gin.ReleaseMode)
	router := gin.New()
	router.HandleMethodNotAllowed = true
	router.RedirectTrailingSlash = false // /plaintext/ is another path, and unknown
	router.Use(gin.Recovery(), limitBody)
	get(router, "/plaintext", plaintext)
	get(router, "/json", jsonObject)
	post(router, "/order", order)
	post(router, "/upload", upload)
	routing(router)
	router.NoRoute(notFound)
	router.NoMethod(methodNotAllowed)
	return router
}

// gin answers HEAD only where it was told to; net/http takes the body away.
func get(router *gin.Engine, path string, handler gin.HandlerFunc) {
	router.Match([]string{http.MethodGet, http.MethodHead}, path, handler)
}

func post(router *gin.Engine, path string, handler gin.HandlerFunc) {
	router.POST(path, handler)
}

func notFound(c *gin.Context) {
	errorAnswer(c, http.StatusNotFound, "no such path")
}

// gin has set Allow.
func methodNotAllowed(c *gin.Context) {
	errorAnswer(c, http.StatusMethodNotAllowed, "this path answers only "+c.Writer.Header().Get("Allow"))
}
