"""What an audit of the rulebook looks for, a module for each subject."""
