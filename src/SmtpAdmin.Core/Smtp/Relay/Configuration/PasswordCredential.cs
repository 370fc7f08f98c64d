using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>A user name and a password for a smart host. Where the password comes from a file, a new one there is taken once the server refuses the old.</summary>
public sealed class PasswordCredential : ISmtpCredentialSource
{
    private readonly RelaySecret _password;
    private volatile SaslCredentials? _current;

    /// <summary>Makes the credential.</summary>
    /// <param name="userName">The name.</param>
    /// <param name="password">The password.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public PasswordCredential(string userName, RelaySecret password)
    {
        ArgumentException.ThrowIfNullOrEmpty(userName);
        ArgumentNullException.ThrowIfNull(password);
        (UserName, _password) = (userName, password);
    }

    /// <summary>The name.</summary>
    public string UserName { get; }

    /// <inheritdoc/>
    public ValueTask<SaslCredentials> GetAsync(CancellationToken cancellationToken)
    {
        if (_current is { } current) return new(current);
        var password = _password.Read();
        try
        {
            return new(_current = SaslCredentials.FromPassword(UserName, password));
        }
        catch (ArgumentException exception)
        {
            throw new SmtpCredentialException(Refusal.Text(exception), exception);
        }
    }

    /// <inheritdoc/>
    public void Refused() => _current = null;

    /// <summary>The name, never the password.</summary>
    public override string ToString() => $"{UserName} (password)";
}
