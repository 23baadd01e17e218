"""E-mail: mailboxes read by IMAP, answers sent by SMTP, threads held together by headers and a signed token."""
