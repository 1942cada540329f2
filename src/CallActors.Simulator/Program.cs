using CallActors.Simulator;

return await SimulatorProgram.RunAsync(args);
