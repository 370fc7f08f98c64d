namespace SmtpAdmin.Smtp.Protocol;

/// <summary>Adds to a command what one of its parameters says.</summary>
/// <param name="parameter">The parameter.</param>
/// <param name="command">The command so far.</param>
/// <returns>Why the parameter is refused; null when it was taken.</returns>
internal delegate SmtpReply? ParameterStep<TCommand>(EsmtpParameter parameter, ref TCommand command)
    where TCommand : class;
