// What a text must be, in queries and in orders alike.
package main

import "unicode/utf8"

const maxText = 200 // characters

func isText(text string) bool {
	length := utf8.RuneCountInString(text)
	return length >= 1 && length <= maxText
}
