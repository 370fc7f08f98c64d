using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Has the credentials for a server at the moment they are needed: a password, or an access token that is renewed. Used by many at once.</summary>
public interface ISmtpCredentialSource
{
    /// <summary>The credentials to log in with now.</summary>
    /// <exception cref="SmtpCredentialException">There are none now: the token endpoint refused or could not be reached. Mail waits.</exception>
    ValueTask<SaslCredentials> GetAsync(CancellationToken cancellationToken);

    /// <summary>The server refused what was given last: the next call brings something new, if there is anything new to be had.</summary>
    void Refused();
}
