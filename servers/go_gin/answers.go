// The two shapes of an answer with a JSON body: a document, and {"error": a sentence}.
package main

import "github.com/gin-gonic/gin"

type failure struct {
	Error string `json:"error"`
}

func jsonAnswer(c *gin.Context, status int, document any) {
	c.JSON(status, document)
}

func errorAnswer(c *gin.Context, status int, sentence string) {
	c.AbortWithStatusJSON(status, failure{Error: sentence})
}
