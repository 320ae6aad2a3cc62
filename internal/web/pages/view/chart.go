package view

// Chart is drawn on the server in its own units, and has a table that says the same.
type Chart struct {
	Title   string // what it shows, in a sentence
	Text    string // what can be read from it, for those who do not see it
	Bars    []ChartBar
	Line    string // points of the polyline; empty for none
	Dots    []ChartDot
	Marks   []ChartMark
	Labels  []ChartLabel
	Top     string // what stands at the upper end of the axis
	Legend  []ChartKey
	Fold    string // words that open the table
	Columns []string
	Rows    [][]string
}

// ChartBar is a filled part. Its class says what it stands for.
type ChartBar struct {
	X, Y, Width, Height int
	Class               string
}

// ChartDot is a point of the line.
type ChartDot struct {
	X, Y int
}

// ChartMark is a value to compare with, across the field.
type ChartMark struct {
	Y    int
	Text string
}

// ChartLabel is a word under the axis; Anchor is "start", "middle" or "end".
type ChartLabel struct {
	X            int
	Text, Anchor string
}

// ChartKey says what a class of bars stands for.
type ChartKey struct {
	Class, Text string
}

// Stack is one bar in parts, with a legend that counts them.
type Stack struct {
	Title string
	Bars  []ChartBar
	Parts []StackPart
}

// StackPart is one part of a Stack.
type StackPart struct {
	ChartKey
	Count, Share string
}
