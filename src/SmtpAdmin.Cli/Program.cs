using SmtpAdmin.Cli;

return await Application.RunAsync(args).ConfigureAwait(false);
