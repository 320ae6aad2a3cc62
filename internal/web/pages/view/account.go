package view

import "time"

// Login is the page to sign in: by a code to the phone first, by e-mail second.
type Login struct {
	Next  string // where to go afterwards
	Phone string // set once the code was sent: the page then asks for it
	Form  Form
}

// Register is the page of a new account by e-mail.
type Register struct {
	Next string
	Form Form
}

// Reset is the way back in with a forgotten password.
type Reset struct {
	Sent  bool   // the letter is on its way, if the address is known
	Token string // from the letter: the page asks for the new password
	Form  Form
}

// AccountOrders lists a person's orders.
type AccountOrders struct {
	Orders  []OrderRow
	NextURL string
	Judges  bool // scores the applications of a festival
}

// AccountData is what the mall knows of a person.
type AccountData struct {
	Name, Email, Phone string
	Language           string
	CodeSentTo         string // new phone that waits for its code
	EmailOpen          bool   // the address waits for its confirmation
	HasPassword        bool
	Form               Form
}

// AccountConsents is what a person agreed to, and when.
type AccountConsents struct {
	Consents []Consent
}

// Consent is one agreement with its text.
type Consent struct {
	Purpose  string // code, sent back by the form
	Text     string
	Given    bool
	At       time.Time // last change; zero when never asked
	Required bool      // the service cannot run without it
}

// AccountAccess is where a person is signed in, and by which programs.
type AccountAccess struct {
	Sessions []Session
	Tokens   []Token
	NewToken string // shown once

	HasPassword, HasEmail bool // what the form for a new password asks for

	Form Form
}

// Session is one signed-in device.
type Session struct {
	ID      string
	Device  string
	SeenAt  time.Time
	Current bool
}

// Token is one key of the JSON API.
type Token struct {
	ID, Name  string
	CreatedAt time.Time
	UsedAt    time.Time // zero when never
}

// Messages is the demo's list of what was sent.
type Messages struct {
	List []Message
}

// Message is one sent mail, WhatsApp or SMS.
type Message struct {
	Channel string // mail, whatsapp or sms
	To      string
	Subject string
	Body    string
	At      time.Time
}
