package notify

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/wneessen/go-mail"
)

type mailSender struct {
	host        string
	from        string
	implicitTLS bool
	options     []mail.Option
}

// NewMail makes a sender for an SMTP server: "smtp://user:password@host:587" (STARTTLS where the server has it; always with a password)
// or "smtps://user:password@host:465". The server's certificate must be trusted by this machine; on a loopback address, without a
// password, smtp:// asks for none. from is an address, with or without a name.
func NewMail(smtpURL, from string) (Sender, error) {
	u, err := url.Parse(smtpURL)
	if err != nil || u.Hostname() == "" || (u.Scheme != "smtp" && u.Scheme != "smtps") {
		return nil, errors.New("the mail server is not of the form smtp://user:password@host:port") // without the value: it holds a password
	}
	if err := mail.NewMsg().From(from); err != nil {
		return nil, fmt.Errorf("the sender's mail address is wrong: %w", err)
	}
	options := []mail.Option{mail.WithTimeout(10 * time.Second)}
	password, hasPassword := u.User.Password()
	switch {
	case u.Scheme == "smtps":
		options = append(options, mail.WithSSL(), mail.WithPort(465))
	case hasPassword && !isLoopback(u.Hostname()):
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory), mail.WithPort(587))
	case !hasPassword && isLoopback(u.Hostname()): // Debian's mail servers offer TLS with a certificate that nobody signed
		options = append(options, mail.WithTLSPolicy(mail.NoTLS), mail.WithPort(25))
	default:
		options = append(options, mail.WithTLSPolicy(mail.TLSOpportunistic), mail.WithPort(25))
	}
	if u.Port() != "" {
		port, err := strconv.Atoi(u.Port())
		if err != nil {
			return nil, errors.New("the mail server's port is not a number")
		}
		options = append(options, mail.WithPort(port))
	}
	if hasPassword {
		options = append(options,
			mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(u.User.Username()), mail.WithPassword(password))
	}
	return mailSender{host: u.Hostname(), from: from, implicitTLS: u.Scheme == "smtps", options: options}, nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

// Send mails the letter as plain text. The Message-ID is the letter's id, so that a repetition is shown once.
func (s mailSender) Send(ctx context.Context, letter Letter) (string, error) {
	message := mail.NewMsg(mail.WithNoDefaultUserAgent())
	if err := message.From(s.from); err != nil {
		return "", errors.New("the sender's mail address is wrong")
	}
	if err := message.To(letter.Recipient); err != nil {
		return "", Refuse("the recipient's mail address is wrong")
	}
	id := letter.ID.String() + "@lapak"
	message.SetMessageIDWithValue(id)
	message.SetDate()
	message.Subject(letter.Subject)
	message.SetGenHeader(mail.HeaderContentLang, letter.Language)
	message.SetGenHeader("Auto-Submitted", "auto-generated")
	message.SetBodyString(mail.TypeTextPlain, letter.Body)
	var line net.Conn
	options := slices.Clone(s.options)
	if !s.implicitTLS { // go-mail leaves a connection open whose encryption or sign-in it did not like
		options = append(options, mail.WithDialContextFunc(func(ctx context.Context, network, address string) (_ net.Conn, err error) {
			line, err = new(net.Dialer).DialContext(ctx, network, address)
			return line, err
		}))
	}
	client, err := mail.NewClient(s.host, options...)
	if err != nil {
		return "", errors.New("the mail server's address is wrong")
	}
	if err := client.DialWithContext(ctx); err != nil {
		if line != nil {
			_ = line.Close()
		}
		return "", dialError(err)
	}
	defer func() { _ = client.Close() }() // a farewell that fails does not undo the sending
	if err := client.Send(message); err != nil {
		return "", mailError(err)
	}
	return id, nil
}

// dialError says why the server was not ready to take mail; that is the operator's to repair, so the letter waits.
func dialError(err error) error {
	var untrusted *tls.CertificateVerificationError
	var answer *textproto.Error
	switch {
	case errors.As(err, &untrusted):
		return errors.New("the mail server's certificate is not trusted by this machine")
	case errors.As(err, &answer):
		return fmt.Errorf("the mail server answered %d to the greeting, the encryption or the password", answer.Code)
	default:
		return errors.New("the mail server cannot be reached, or offers no encryption or sign-in that suits its address")
	}
}

// mailError keeps the server's code and drops its text, which repeats the recipient.
func mailError(err error) error {
	var sendErr *mail.SendError
	switch {
	case !errors.As(err, &sendErr):
		return errors.New("the mail server hung up")
	case sendErr.ErrorCode() >= 500:
		return Refuse(fmt.Sprintf("the mail server answered %d", sendErr.ErrorCode()))
	default:
		return fmt.Errorf("the mail server answered %d", sendErr.ErrorCode())
	}
}
